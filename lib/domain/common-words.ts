/**
 * Words that people make secrets from: the tops of published password lists, and what stands in templates, tutorials
 * and the names of variables. Lower case; digits that stand for letters are undone before the comparison.
 */
export const commonWords: readonly string[] = `
  password passwort passwd passphrase pass pwd word secret secrets letmein let welcome iloveyou love monkey dragon
  master sunshine princess football baseball shadow superman batman trustno trust hello world freedom whatever starwars
  michael jordan charlie george jennifer jessica ashley daniel thomas hunter soccer hockey ranger killer pepper ginger
  summer winter spring autumn flower cookie banana orange purple matrix computer internet samsung google login access
  ninja mustang cheese guest lorem ipsum dolor correct horse battery staple quick brown fox jumps over lazy dog
  change changeme changeit replace insert enter example sample placeholder dummy demo fake temp temporary todo fixme
  default foo bar baz your here please must should will least bit bits byte bytes char chars character characters long
  longer length than very super ultra mega really strong secure security safe private public random string value with
  this that the not for and use only some good best minimum more nobody knows know guess test testing
  jwt token key keys api app application auth authentication session sign signing signature encrypt encryption hash salt
  admin administrator root user username account data database postgres postgresql mysql mongo mongodb redis server
  service client system web prod production staging stage development develop dev local live shop company project
  one two three four five six seven eight nine ten
`
  .trim()
  .split(/\s+/);

/** Rows and columns of keyboards, the alphabet and the digits: neighbours in one of them make a sequence. */
export const sequences: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'yxcvbnm',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '!@#$%^&*()',
];
