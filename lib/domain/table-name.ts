/** `table` or `schema.table`: names that PostgreSQL takes without quotes, of 63 characters at most. */
export const tableName = /^[A-Za-z_][\w$]{0,62}(\.[A-Za-z_][\w$]{0,62})?$/;
