export { jsonOf } from '../domain/json.ts';
