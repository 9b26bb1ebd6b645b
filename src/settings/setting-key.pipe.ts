import { Injectable, type PipeTransform } from '@nestjs/common';
import { AppError } from '../problem/app-error.ts';
import { isSettingKey, type SettingKey } from './setting-catalogue.ts';
import { settingsErrors } from './settings.errors.ts';

/** Checks a route parameter that is the key of a setting: `@Param('key', SettingKeyPipe) key: SettingKey`. */
@Injectable()
export class SettingKeyPipe implements PipeTransform<string, SettingKey> {
  /** @throws {AppError} SETTING_NOT_FOUND */
  transform(key: string): SettingKey {
    if (isSettingKey(key)) return key;
    throw new AppError(settingsErrors.SETTING_NOT_FOUND);
  }
}
