/**
 * In milliseconds. The clocks of AWS, of a database and of this process differ by less: what is dated further ahead
 * cannot be told to be recent.
 */
export const clockSkew = 300_000;
