package org.improvedgan.humaneval.admin;

/** What a token opens. */
public enum Role {
  /** Everything. */
  ADMIN(Role.ADMIN_NAME),
  /** Results, and nothing that changes anything. */
  VIEWER(Role.VIEWER_NAME);

  /** For {@code @RolesAllowed}. */
  public static final String ADMIN_NAME = "admin";
  /** For {@code @RolesAllowed}. */
  public static final String VIEWER_NAME = "viewer";

  private final String title;

  Role(String title) {
    this.title = title;
  }

  /** As annotations and the audit log have it. */
  public String title() {
    return title;
  }
}
