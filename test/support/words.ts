/** The words that the applications in the tests have beside the library's own. */
declare global {
  namespace AuditCatalogue {
    interface Categories {
      bank: true;
      crowd: true;
      errands: true;
      flood: true;
      future: true;
      hostile: true;
      job: true;
      maintenance: true;
      order: true;
      poison: true;
      'read-only': true;
      shop: true;
      stock: true;
      test: true;
      warehouse: true;
    }
    interface Actions {
      archive: true;
      buy: true;
      change: true;
      constructor: true;
      count: true;
      note: true;
      sum: true;
      sweep: true;
    }
  }
}
