import { Module } from '@nestjs/common';
import { SettingChangesService } from './setting-changes.service.ts';
import { SettingsController } from './settings.controller.ts';
import { SettingsRepository } from './settings.repository.ts';
import { SettingsService } from './settings.service.ts';

/** What administrators can set while the application runs. */
@Module({
  controllers: [SettingsController],
  providers: [SettingsService, SettingChangesService, SettingsRepository],
  exports: [SettingsService],
})
export class SettingsModule {}
