export { placeOfSecret, secretText } from '../domain/secret-text.ts';
