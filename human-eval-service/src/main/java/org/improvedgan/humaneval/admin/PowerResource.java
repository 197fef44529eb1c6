package org.improvedgan.humaneval.admin;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The power calculator: what a study of some size can show, before anybody has judged anything. */
@Path("/admin/api/power")
@RolesAllowed(Role.ADMIN_NAME)
public class PowerResource {

  /** @param body a {@link PowerQuestion} */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public PowerReport power(String body) {
    return PowerReport.of(StrictJson.read(body, PowerQuestion.class));
  }
}
