import { Controller, Get, Module } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { ApiProblems } from './api-problems.decorator.ts';
import { errorCatalogue } from './app-error.ts';

const errors = errorCatalogue({
  TEA_TAKEN: { status: 409, message: 'Somebody has this tea. Take another.' },
  CUP_TAKEN: { status: 409, message: 'Somebody has this cup. Take another.' },
  NO_TEA: { status: 404, message: 'There is no tea. Make some.' },
});

@ApiProblems(errors.NO_TEA)
@Controller('tea')
class TeaController {
  @ApiProblems(errors.TEA_TAKEN, errors.CUP_TAKEN)
  @Get()
  drink(): void {}
}

@Module({ controllers: [TeaController] })
class TeaModule {}

describe('ApiProblems', () => {
  it('should document the errors of controller and route, those of one status together', async () => {
    const module = await Test.createTestingModule({ imports: [TeaModule] }).compile();
    const app = module.createNestApplication(new FastifyAdapter());
    const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    const responses = document.paths['/tea']?.get?.responses;
    expect(responses).toMatchObject({
      404: { description: 'Not Found: NO_TEA' },
      409: {
        description: 'Conflict: TEA_TAKEN, CUP_TAKEN',
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/ProblemDto' },
            examples: { CUP_TAKEN: { value: { status: 409, detail: 'Somebody has this cup. Take another.' } } },
          },
        },
      },
    });
    expect(document.components?.schemas).toHaveProperty('ProblemDto');
  });
});
