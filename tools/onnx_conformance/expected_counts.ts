/** How the ONNX project's operator tests go; a test with the archive holds this true. */
export const expectedCounts = {
  /** Tests in the archive. */
  cases: 197,
  /** Imported and computed as expected. */
  passed: 172,
  /** Of operators that the importer does not claim to support. */
  notListed: 11,
} as const;
