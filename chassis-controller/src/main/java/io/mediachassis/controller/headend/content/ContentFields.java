package io.mediachassis.controller.headend.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.backplane.proto.ContentRow;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.Set;

/** Contents as JSON says them, in the API and beside files of the watch folder. Pure. */
public final class ContentFields {
    private static final Set<String> KNOWN =
            Set.of("id", "title", "source", "metadata", "publish_at", "expires_at", "copies", "start",
                    "distribution", "record_s");

    private ContentFields() {}

    /**
     * Sets what the JSON has.
     *
     * @throws ContentRefusal says which field can't be understood
     */
    public static void into(ContentRow.Builder row, JsonNode json) {
        if (!json.isObject()) {
            throw new ContentRefusal(400, "this is no JSON object", "{\"title\":\"My film\",\"source\":\"http://...\"}");
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                throw new ContentRefusal(400, "there is no field '" + name + "'", "there are " + String.join(", ", KNOWN));
            }
        });
        text(json, "id").ifPresent(row::setId);
        text(json, "title").ifPresent(row::setTitle);
        text(json, "source").ifPresent(row::setSource);
        text(json, "publish_at").ifPresent(at -> row.setPublishEpochMs(when(at)));
        text(json, "expires_at").ifPresent(at -> row.setExpiresEpochMs(time(at)));
        JsonNode copies = json.path("copies");
        if (!copies.isMissingNode()) {
            if (!copies.isInt() || copies.asInt() < 0) {
                throw new ContentRefusal(400, "copies is a whole number", "for example 2");
            }
            row.setCopies(copies.asInt());
        }
        JsonNode record = json.path("record_s");
        if (!record.isMissingNode()) {
            if (!record.isInt() || record.asInt() < 1 || record.asInt() > Recording.MOST_S) {
                throw new ContentRefusal(400, "record_s is a whole number of seconds, 1 to " + Recording.MOST_S, "for example 3600");
            }
            row.setRecordS(record.asInt());
        }
        if (json.has("distribution")) {
            row.setDistribution(DistributionWishes.of(json.path("distribution")));
        }
        json.path("metadata").properties().forEach(entry -> row.putMetadata(
                entry.getKey(), entry.getValue().isValueNode() ? entry.getValue().asText() : entry.getValue().toString()));
    }

    private static Optional<String> text(JsonNode json, String name) {
        JsonNode field = json.path(name);
        if (field.isMissingNode() || field.isNull()) {
            return Optional.empty();
        }
        if (!field.isTextual()) {
            throw new ContentRefusal(400, name + " is a text", "write it in quotation marks");
        }
        return Optional.of(field.asText());
    }

    /** A time to publish: "ready" (as soon as it is), "later" (nobody has said when yet), or a time. */
    public static long when(String text) {
        return switch (text) {
            case "ready" -> ContentCourse.WHEN_READY;
            case "later" -> 0;
            default -> time(text);
        };
    }

    /** ISO 8601 with an offset or a zone, in milliseconds since 1970. */
    public static long time(String text) {
        try {
            return Math.max(1, ZonedDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw new ContentRefusal(400, "'" + text + "' is no time with a zone",
                    "for example 2027-01-31T20:00+01:00, or 2027-01-31T20:00+01:00[Europe/Berlin]");
        }
    }
}
