/** The method that Node's `console.log` and `util.inspect` call; named here since the domain imports nothing of Node. */
export const inspect = Symbol.for('nodejs.util.inspect.custom');
