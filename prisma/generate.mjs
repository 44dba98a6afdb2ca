// Generates the Prisma client after an install.
import { existsSync } from 'node:fs';
import { prisma } from './prisma-command.mjs';

if (existsSync('prisma/schema.prisma')) console.log(prisma('generate', '--no-hints').trim());
