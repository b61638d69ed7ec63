import {
  type ISecurityGroup,
  type ISubnet,
  type IVpc,
  SecurityGroup,
  Subnet,
  type SubnetSelection,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Environment } from '../config/environment.ts';

/** Where a function runs that asks something which only the application's network reaches. */
export interface FunctionNetwork {
  readonly vpc: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: ISecurityGroup[];
}

/** What a user's CDK app gives in place of the configuration's `network`. */
export interface NetworkProps {
  readonly vpc?: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: ISecurityGroup[];
}

/**
 * The network of the functions that need one; undefined where the configuration says 'internet'.
 * Without lookups: the configuration names what CDK would look up.
 */
export function functionNetwork(
  scope: Construct,
  environment: Environment,
  props: NetworkProps,
): FunctionNetwork | undefined {
  const { vpc, vpcSubnets, securityGroups } = props;
  if (vpc) return { vpc, ...(vpcSubnets ? { vpcSubnets } : {}), ...(securityGroups ? { securityGroups } : {}) };
  for (const [name, value] of Object.entries({ vpcSubnets, securityGroups })) {
    if (value !== undefined) throw new Error(`${name} of ${scope.node.path} must come with a vpc, received none`);
  }
  return environment.network === 'internet' ? undefined : configured(scope, environment.network);
}

type ConfiguredVpc = Exclude<Environment['network'], 'internet'>;

function configured(scope: Construct, network: ConfiguredVpc): FunctionNetwork {
  const { vpcId, availabilityZones } = network;
  // One by one: Vpc.fromVpcAttributes would want as many subnets as zones, or a multiple.
  const subnets = network.subnetIds.map((id): ISubnet => Subnet.fromSubnetId(scope, `Subnet-${id}`, id));
  return {
    vpc: Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId, availabilityZones: [...availabilityZones] }),
    vpcSubnets: { subnets },
    securityGroups: network.securityGroupIds.map((id) =>
      SecurityGroup.fromSecurityGroupId(scope, `SecurityGroup-${id}`, id, { mutable: false }),
    ),
  };
}
