import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { credentials, region } from '../aws-environment.ts';
import { SandboxError } from '../failure.ts';
import { httpSystem } from './http-system.ts';

export interface ConsoleProxy {
  /** Where requests go from now on. */
  forwardTo(api: ForwardTarget): void;
  close(): Promise<void>;
}

export interface ForwardTarget {
  readonly emulator: URL;
  /** Of the HTTP API. */
  readonly apiId: string;
}

/** About the connection, not about the request; RFC 9110, section 7.6.1. */
const hopByHop = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

/**
 * An address for the console that is known before it is deployed, as a domain of its own would be on AWS: the emulator's
 * HTTP APIs have theirs by an id that deploying gives them.
 */
export async function startConsoleProxy(port: number): Promise<ConsoleProxy> {
  let target: ForwardTarget | undefined;
  const agent = new Agent({ keepAlive: true });
  const system = await httpSystem(port, (request, response) => {
    if (target === undefined) return refuse(response, 'the approval console is not deployed yet');
    forward(request, response, target, agent).catch(() => refuse(response, 'the emulator does not answer'));
  });
  return {
    forwardTo(api) {
      target = api;
    },
    async close() {
      await system.close();
      agent.destroy();
    },
  };
}

/** The id of the stack's HTTP API. @throws SandboxError where it has none. */
export async function httpApiOf(endpoint: string, stack: string): Promise<string> {
  const client = new CloudFormationClient({ endpoint, region, credentials });
  for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
    const api = page.StackResourceSummaries?.find(({ ResourceType }) => ResourceType === 'AWS::ApiGatewayV2::Api');
    if (api?.PhysicalResourceId !== undefined) return api.PhysicalResourceId;
  }
  throw new SandboxError(`the stack ${stack} has no HTTP API, so there is no approval console`);
}

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { emulator, apiId }: ForwardTarget,
  agent: Agent,
): Promise<void> {
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = httpRequest(
      {
        agent,
        host: emulator.hostname,
        port: emulator.port,
        method: request.method,
        path: `/_aws/execute-api/${apiId}/$default${request.url}`,
        headers: { ...withoutHops(request.headers), host: emulator.host },
      },
      resolve,
    );
    outgoing.once('error', reject);
    request.pipe(outgoing);
  });
  const answer = await answered;
  response.writeHead(answer.statusCode ?? 502, withoutHops(answer.headers));
  await pipeline(answer, response);
}

function withoutHops(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name)));
}

function refuse(response: ServerResponse, why: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(502, { 'content-type': 'text/plain' }).end(`${why}\n`);
}
