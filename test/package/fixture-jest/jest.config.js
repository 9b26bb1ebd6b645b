module.exports = {
  moduleFileExtensions: ['js', 'json', 'ts'],
  rootDir: 'src',
  testRegex: '.*\\.test\\.ts$',
  testEnvironment: 'node',
  // docs: begin
  transform: {
    '^.+\\.ts$': 'ts-jest',
    '^.+\\.js$': ['@swc/jest', { module: { type: 'commonjs' }, jsc: { target: 'es2023' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!(nestjs-audit-log|uuid)/)'],
  // docs: end
};
