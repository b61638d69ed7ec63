/** A request as an HTTP API of API Gateway hands it over (payload format 2.0), as far as it is looked at here. */
export interface HttpEvent {
  readonly rawPath: string;
  /** Names in lower case; several headers of one name are joined with commas. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: {
    readonly http: { readonly method: string };
    /** What the route's authorizer vouches for; absent on a route that has none. */
    readonly authorizer?: {
      readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
      readonly iam?: { readonly userArn?: string };
    };
  };
}

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded?: boolean;
}
