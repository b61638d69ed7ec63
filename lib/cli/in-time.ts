/**
 * Settings of the AWS clients of a command. By itself the SDK waits for an answer without end, in each of its three
 * attempts: a connection that died unnoticed would hold a pipeline until its own deadline. In milliseconds.
 */
export const inTime = {
  requestHandler: { connectionTimeout: 5000, requestTimeout: 10_000, throwOnRequestTimeout: true },
} as const;
