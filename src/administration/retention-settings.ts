import { AUDIT_SEVERITIES, RETENTION_PRESETS, type RetentionPolicy, type RetentionRule } from '../audit/index.ts';
import type { SettingsService } from '../settings/settings.service.ts';

/** How long the audit log is kept, as administrators have set it. */
export async function retentionPolicy(settings: SettingsService): Promise<RetentionPolicy> {
  const preset = await settings.get('audit.retention_preset');
  if (preset !== null) return RETENTION_PRESETS[preset as keyof typeof RETENTION_PRESETS];
  const days = await settings.get('audit.retention_days');
  const rules = retentionRules((await settings.get('audit.retention_rules')) ?? '');
  const archiveDays = await settings.get('audit.archive_days');
  if (archiveDays === 0) return { days, rules };
  return { days, rules, archiveDays: Math.max(archiveDays, days, ...rules.map((rule) => rule.days)) };
}

/** `request=90, request/ERROR=730, *\/CRITICAL=3650` as rules. What is none of that form is left out. */
export function retentionRules(text: string): readonly RetentionRule[] {
  return text.split(',').flatMap((part) => {
    const [, category = '', level, days] = /^([^/=]+)(?:\/([^=]+))?=(\d+)$/.exec(part.trim()) ?? [];
    if (days === undefined) return [];
    if (level !== undefined && level !== 'none' && !AUDIT_SEVERITIES.some((one) => one === level)) return [];
    const severity = AUDIT_SEVERITIES.find((one) => one === level) ?? (level === 'none' ? null : undefined);
    return [
      {
        ...(category !== '*' && { category }),
        ...(severity !== undefined && { severity }),
        days: Number(days),
      },
    ];
  });
}
