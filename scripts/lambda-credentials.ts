/**
 * Takes the place of `@aws-sdk/credential-provider-node` in the bundles of functions. Lambda gives credentials in the
 * environment; the other ways to them (profiles, SSO, web identity) would be a third of each bundle.
 */
import { fromEnv } from '@aws-sdk/credential-provider-env';

export const defaultProvider = () => fromEnv();
