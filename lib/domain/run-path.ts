/**
 * An execution's name: up to 80 characters, without white space, control characters and these
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html).
 */
export const runPattern = /(?!\.{1,2}$)[^\s/<>{}[\]?*"#%\\^|~`$&,;:\p{Cc}]{1,80}/u.source;

/** Where the console shows a run, below its own address; whatever a pipeline called it. */
export const runPath = (run: string): string => `/runs/${encodeURIComponent(run)}`;

const page = new RegExp(`^/runs/(?<run>${runPattern})$`, 'u');

/** The run that a path names; undefined for a path that names none. */
export function runOf(path: string): string | undefined {
  return page.exec(decodedPath(path))?.groups?.['run'];
}

/** A gateway hands a path over decoded, a browser does not. No name has a percent sign, so twice does no harm. */
export function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
