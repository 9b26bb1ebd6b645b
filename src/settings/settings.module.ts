import { Module } from '@nestjs/common';

/** What administrators can set while the application runs. */
@Module({})
export class SettingsModule {}
