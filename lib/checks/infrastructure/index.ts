import { defineGroup } from '../define-group.ts';
import { containerImages } from './container-images.ts';
import { diskSpace } from './disk-space.ts';
import { memory } from './memory.ts';
import { servicesRunning } from './services-running.ts';

export const infrastructure = defineGroup('infrastructure', [servicesRunning, diskSpace, memory, containerImages]);
