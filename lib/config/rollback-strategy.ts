import * as z from 'zod/mini';
import { eitherOr, formed, oneOf } from './one-of.ts';
import { ecsService } from './presets/ecs-service.ts';
import { lambda } from './presets/lambda-function.ts';

const codedeployName = (what: string) =>
  z.string().check(z.regex(/^[\w.+=,@-]{1,100}$/, `must be the name of ${what} in CodeDeploy, not an ARN`));

const taskRole = z
  .string()
  .check(
    z.regex(
      /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/,
      'must be the ARN of a role, for example arn:aws:iam::111122223333:role/shop-api-task',
    ),
  )
  .register(z.globalRegistry, { description: 'ARN of an IAM role' });
const taskRoles = z
  .array(
    taskRole,
    formed('[ARN, …]: the task role and the execution role of its task definitions, or [] where these have neither'),
  )
  .check(z.maxLength(10));

const strategies = {
  /** The alias points to the version again that it pointed to before. */
  lambdaAlias: lambda,
  /** The service runs the task definition again that it ran before. */
  ecsService: z.extend(ecsService, {
    /** Whoever goes back to a task definition passes its roles to Amazon ECS again: these may be passed, and no others. */
    taskRoles,
  }),
  /** The deployment is stopped and rolled back. */
  codedeploy: z.strictObject({
    application: codedeployName('an application'),
    deploymentGroup: codedeployName('a deployment group'),
  }),
  /** A workflow of the environment's GitHub repository runs, and is followed to its end. */
  githubWorkflow: z.strictObject({
    /** Its file below `.github/workflows`. */
    workflow: z
      .string()
      .check(z.regex(/^\w[\w.-]{0,98}\.ya?ml$/, "must be a workflow's file name, for example rollback.yml")),
    /** The branch or tag whose workflow runs. */
    ref: z.string().check(z.regex(/^(?!.*\.\.)[\w][\w./-]{0,254}$/, 'must be a branch or a tag, for example main')),
  }),
  /** A state machine of the team's own. */
  stateMachine: z.strictObject({
    arn: z
      .string()
      .check(
        z.regex(
          /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[\w-]{1,80}$/,
          'must be the ARN of a state machine, for example arn:aws:states:eu-central-1:111122223333:stateMachine:roll-back',
        ),
      )
      .register(z.globalRegistry, { description: 'ARN of a state machine' }),
  }),
};

const forms =
  "{ lambdaAlias: { function, alias } }, { ecsService: { cluster, service, taskRoles } }, { codedeploy: { application, deploymentGroup } }, { githubWorkflow: { workflow, ref } }, { stateMachine: { arn } } or 'none'";

/** How it goes back. `none`: nothing does, and people are called. */
export const strategySchema = eitherOr(oneOf(strategies, undefined, ["'none'"]), z.literal('none'), forms);
export type Strategy = z.output<typeof strategySchema>;
