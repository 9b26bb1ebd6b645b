import { Module } from '@nestjs/common';

/** Files of ledger and bank lines, and their import. */
@Module({})
export class DataUploadsModule {}
