import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './src/database/data-source.ts';

const url = process.env.DATABASE_URL;
if (url === undefined || url === '') throw new Error('DATABASE_URL is not set; the TypeORM command line needs it.');

/** For the TypeORM command line only (`npm run typeorm`); the application migrates itself when it starts. */
export default new DataSource(dataSourceOptions(url));
