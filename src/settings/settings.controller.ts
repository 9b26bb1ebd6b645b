import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiSignedIn } from '../access/api-signed-in.decorator.ts';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { CurrentUser } from '../access/current-user.decorator.ts';
import { RequirePermission } from '../access/require-permission.decorator.ts';
import { AuditAction, AuditCategory, Audited } from '../audit/index.ts';
import { ApiProblems } from '../problem/api-problems.decorator.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { SetSettingDto } from './dto/set-setting.dto.ts';
import { SettingDto, SettingListDto, toSettingDto } from './dto/setting.dto.ts';
import type { SettingKey } from './setting-catalogue.ts';
import { SettingChangesService } from './setting-changes.service.ts';
import { SettingKeyPipe } from './setting-key.pipe.ts';
import { settingsErrors } from './settings.errors.ts';

const KEY = { name: 'key', description: 'The key of the setting.', example: 'session.length_minutes' };

/** The system settings, over HTTP. */
@ApiTags('Settings')
@ApiSignedIn()
@ApiProblems(problemErrors.FORBIDDEN)
@Controller('settings')
export class SettingsController {
  constructor(private readonly settings: SettingChangesService) {}

  @ApiOperation({
    summary: 'List the settings',
    description: 'All of them, each with what holds now and what it may be set to. Needs `settings:read`.',
  })
  @ApiOkResponse({ type: SettingListDto, description: 'All settings.' })
  @RequirePermission('settings:read')
  @Get()
  async list(): Promise<SettingListDto> {
    const settings = await this.settings.list();
    return { data: settings.map((setting) => toSettingDto(setting)) };
  }

  @ApiOperation({ summary: 'Read a setting', description: 'Needs `settings:read`.' })
  @ApiParam(KEY)
  @ApiProblems(settingsErrors.SETTING_NOT_FOUND)
  @ApiOkResponse({ type: SettingDto, description: 'The setting.' })
  @RequirePermission('settings:read')
  @Get(':key')
  async get(@Param('key', SettingKeyPipe) key: SettingKey): Promise<SettingDto> {
    return toSettingDto(await this.settings.get(key));
  }

  @ApiOperation({
    summary: 'Change a setting',
    description:
      'The value holds from the next request on, on all instances. A secret can be set, replaced and, by null, ' +
      'removed, but is never answered. Needs `settings:write`.',
  })
  @ApiParam(KEY)
  @ApiProblems(settingsErrors.SETTING_NOT_FOUND, problemErrors.VALIDATION_FAILED)
  @ApiOkResponse({ type: SettingDto, description: 'The setting as it is now.' })
  @RequirePermission('settings:write')
  @Audited<SettingsController['set']>({
    category: AuditCategory.SystemSetting,
    action: AuditAction.Update,
    resource: 'setting',
    resourceId: ({ params }) => params['key'],
    object: ({ params }) => `setting ${params['key']}`,
  })
  @Put(':key')
  async set(
    @Param('key', SettingKeyPipe) key: SettingKey,
    @Body() { value }: SetSettingDto,
    @CurrentUser() by: AuthenticatedUser,
  ): Promise<SettingDto> {
    return toSettingDto(await this.settings.set({ key, value, by }));
  }
}
