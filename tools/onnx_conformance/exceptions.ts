/**
 * Operator tests of listed operators that cannot pass, and why. A test that passes although it
 * stands here is a failure: the list must stay true.
 */
export const exceptions: ReadonlyMap<string, string> = new Map([
  [
    "test_batchnorm_epsilon_training_mode",
    "normalises by statistics of the batch, which mix its samples; graphs are per sample",
  ],
  [
    "test_batchnorm_example_training_mode",
    "normalises by statistics of the batch, which mix its samples; graphs are per sample",
  ],
  ["test_convtranspose_3d", "volumes have no counterpart: the IR knows planes"],
  ["test_identity_opt", "its value is an optional sequence, no tensor"],
  ["test_identity_sequence", "its value is a sequence of tensors, no tensor"],
  ["test_reshape_allowzero_reordered", "its sample holds no values; samples must hold some"],
]);
