package org.improvedgan.humaneval.testing.mturk;

/** An error as Mechanical Turk reports it. */
final class FakeError extends RuntimeException {
  private final String code;

  /**
   * @param code Mechanical Turk's own, without its prefix
   */
  FakeError(String code, String message) {
    super(message);
    this.code = code;
  }

  String turkErrorCode() {
    return "AWS.MechanicalTurk." + code;
  }
}
