/** Environments are part of the names of stacks. */
export const environmentPattern = /^[a-z][a-z0-9-]{0,31}$/;
