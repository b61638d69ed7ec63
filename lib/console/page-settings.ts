/** What the page's script is told by the page: where it lives, and where people sign in. No secret: the client is public. */
export interface PageSettings {
  /** The path below which the console lives; '' for a domain of its own. */
  readonly base: string;
  readonly issuer: IssuerMetadata;
  readonly clientId: string;
  /** The console's root: the one address to which the issuer sends people back. */
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

/** What the browser needs of the issuer's metadata (OpenID Connect Discovery 1.0), in its names. */
export interface IssuerMetadata {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly id_token_signing_alg_values_supported?: string[] | undefined;
  readonly authorization_response_iss_parameter_supported?: boolean | undefined;
}
