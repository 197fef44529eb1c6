package org.improvedgan.humaneval.testing.mturk;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A worker on the fake's site. What a frame's address carries is what the rating page would send on. */
public final class MTurkWorker {
  private static final Pattern FRAME = Pattern.compile("<iframe src=\"([^\"]+)\"");

  private final FakeMTurk mturk;
  private final String id;

  public MTurkWorker(FakeMTurk mturk, String id) {
    this.mturk = mturk;
    this.id = id;
  }

  public String id() {
    return id;
  }

  /** The address that the task's frame shows before it is accepted. */
  public URI preview(String hit) {
    return frame(given().get(mturk.address() + "/work/" + hit));
  }

  /** The address that the task's frame shows once it is accepted. */
  public URI accept(String hit) {
    return frame(tryToAccept(hit));
  }

  public Response tryToAccept(String hit) {
    return given().queryParam("worker", id).get(mturk.address() + "/work/" + hit);
  }

  /** Posts a form as the browser does. */
  public Response submit(String url, Map<String, String> fields) {
    return given().formParams(fields).post(url);
  }

  /** An address's parameters. */
  public static Map<String, String> query(URI address) {
    var query = new LinkedHashMap<String, String>();
    for (var pair : address.getRawQuery().split("&")) {
      var parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  private static URI frame(Response response) {
    var found = FRAME.matcher(response.then().statusCode(200).extract().asString());
    if (!found.find()) {
      throw new AssertionError("The site shows no frame.");
    }
    return URI.create(found.group(1).replace("&amp;", "&"));
  }
}
