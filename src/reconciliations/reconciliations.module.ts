import { Module } from '@nestjs/common';

/** Comparing what the ledger says with what the bank says. */
@Module({})
export class ReconciliationsModule {}
