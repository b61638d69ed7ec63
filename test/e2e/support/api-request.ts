/** What is sent to the approval API, as it is: right or wrong. */
export interface ApiRequest {
  readonly method?: string;
  readonly token?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** @param url of the API and below: `http://localhost:27110/api/approvals`. */
export async function askApi(url: string, { method = 'GET', token, body, headers = {} }: ApiRequest): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, text: await answer.text() };
}

export function errorOf({ text }: Answer): unknown {
  return (JSON.parse(text) as { readonly error?: unknown }).error;
}
