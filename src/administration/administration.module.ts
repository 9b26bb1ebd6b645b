import { Module } from '@nestjs/common';

/** What only administrators do. */
@Module({})
export class AdministrationModule {}
