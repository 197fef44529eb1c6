package org.improvedgan.humaneval.testing.mturk;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import org.improvedgan.humaneval.testing.AdminProfile;

/** An administrator of one study. */
public record MTurkAdmin(String study) {

  public Response get(String path) {
    return AdminProfile.admin().get("/admin/api/studies/{study}/" + path, study);
  }

  public Response post(String path, String json) {
    return AdminProfile.admin().body(json).post("/admin/api/studies/{study}/" + path, study);
  }

  /** Publishes places and gives the ids of all HITs of the study. */
  public List<String> publish(int places) {
    return post("hits", "{\"places\": " + places + "}").then().statusCode(200).extract().jsonPath()
        .getList("postings.postingId");
  }

  public JsonPath settle(String json) {
    return post("settlement", json).then().statusCode(200).extract().jsonPath();
  }
}
