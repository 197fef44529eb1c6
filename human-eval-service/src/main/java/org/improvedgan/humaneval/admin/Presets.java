package org.improvedgan.humaneval.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.improvedgan.humaneval.study.SettingsJson;
import org.improvedgan.humaneval.study.StudySettings;

/** Studies that others have done, to begin with: {@code presets.json}. */
@Path("/admin/api/presets")
@RolesAllowed(Role.ADMIN_NAME)
public class Presets {

  /** A list of {@code {"preset", "title", "description", "settings"}}. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public JsonNode presets() {
    return read();
  }

  /** What every setting has that a study leaves out. */
  @GET
  @Path("/defaults")
  @Produces(MediaType.APPLICATION_JSON)
  public String defaults() {
    return SettingsJson.write(StudySettings.DEFAULT);
  }

  static JsonNode read() {
    try (var json = Presets.class.getResourceAsStream("/presets.json")) {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
