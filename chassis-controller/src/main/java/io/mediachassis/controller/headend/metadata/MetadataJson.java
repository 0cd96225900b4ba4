package io.mediachassis.controller.headend.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;

/** Entries as JSON: for the API, import and export, and the other controller. Pure; reading fails with {@link MetadataRefusal}. */
public final class MetadataJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private MetadataJson() {}

    /** What kind of entry it is, as the database and the other controller name it. */
    public enum Kind {
        OWNER, SERVER, FILE, PROGRAM, HISTORY, PROTECTION, PART;

        /** Of an entry. */
        public static Kind of(Entry entry) {
            if (entry instanceof Owner) {
                return OWNER;
            } else if (entry instanceof FileServer) {
                return SERVER;
            } else if (entry instanceof MediaFile) {
                return FILE;
            } else if (entry instanceof Program) {
                return PROGRAM;
            } else if (entry instanceof History) {
                return HISTORY;
            }
            return entry instanceof Protection ? PROTECTION : PART;
        }
    }

    /** All of it, secrets too. */
    public static ObjectNode json(Entry entry) {
        if (entry instanceof MediaFile file) {
            return json(file);
        } else if (entry instanceof Owner owner) {
            return NODES.objectNode().put("name", owner.name()).put("title", owner.title());
        } else if (entry instanceof FileServer server) {
            return NODES.objectNode()
                    .put("address", server.address().text())
                    .put("owner", server.owner())
                    .put("standing", lower(server.standing()))
                    .put("proof", server.proof())
                    .put("shared", server.shared());
        } else if (entry instanceof Program program) {
            return NODES.objectNode().put("id", program.id()).put("title", program.title())
                    .set("files", texts(program.files()));
        } else if (entry instanceof History history) {
            return json(history);
        } else if (entry instanceof Protection protection) {
            return json(protection);
        }
        Part part = (Part) entry;
        return NODES.objectNode().put("file", part.file()).put("number", part.number()).put("data", part.data().toByteArray());
    }

    /** The entry of a kind. */
    public static Entry entry(Kind kind, JsonNode json) {
        return switch (kind) {
            case OWNER -> owner(json);
            case SERVER -> server(json);
            case FILE -> file(json, json.path("account").asText(""));
            case PROGRAM -> program(json);
            case HISTORY -> history(json);
            case PROTECTION -> protection(json);
            case PART -> new Part(json.path("file").asText(""), json.path("number").asInt(), data(json.path("data")));
        };
    }

    private static ObjectNode json(MediaFile file) {
        ObjectNode json = NODES.objectNode().put("id", file.id()).put("account", file.account());
        for (Item item : Item.values()) {
            if (item.isList()) {
                json.set(item.wire(), texts(file.list(item)));
            } else {
                json.put(item.wire(), file.item(item));
            }
        }
        return json.put("bytes", file.bytes()).put("sha256", file.sha256()).put("type", file.type());
    }

    /** A file; whatever the JSON says, it is this account's. */
    public static MediaFile file(JsonNode json, String account) {
        EnumMap<Item, List<String>> items = new EnumMap<>(Item.class);
        for (Item item : Item.values()) {
            JsonNode value = json.path(item.wire());
            if (item.isList()) {
                items.put(item, texts(item.wire(), value));
            } else if (!text(item.wire(), value).isEmpty()) {
                items.put(item, List.of(text(item.wire(), value)));
            }
        }
        return new MediaFile(text("id", json.path("id")), account, items, number("bytes", json.path("bytes")),
                text("sha256", json.path("sha256")).toLowerCase(Locale.ROOT), text("type", json.path("type")));
    }

    public static Owner owner(JsonNode json) {
        return new Owner(text("name", json.path("name")), text("title", json.path("title")));
    }

    private static FileServer server(JsonNode json) {
        return new FileServer(
                FileRules.address("address", text("address", json.path("address"))), text("owner", json.path("owner")),
                value(FileServer.Standing.class, "standing", json.path("standing")), text("proof", json.path("proof")),
                json.path("shared").asBoolean(false));
    }

    public static Program program(JsonNode json) {
        return new Program(text("id", json.path("id")), text("title", json.path("title")), texts("files", json.path("files")));
    }

    private static ObjectNode json(History history) {
        ObjectNode json = NODES.objectNode()
                .put("subscriber", history.subscriber())
                .put("device", history.device())
                .put("program", history.program())
                .put("at_ms", history.atMs());
        ArrayNode past = json.putArray("past");
        history.past().forEach(one -> past.addObject()
                .put("file", one.file())
                .put("position", one.position())
                .put("outcome", lower(one.outcome()))
                .put("bytes", one.bytes()));
        return json;
    }

    private static History history(JsonNode json) {
        List<History.Past> past = new ArrayList<>();
        json.path("past").forEach(one -> past.add(new History.Past(
                text("file", one.path("file")), one.path("position").asInt(),
                value(History.Outcome.class, "outcome", one.path("outcome")), one.path("bytes").asLong())));
        return new History(
                text("subscriber", json.path("subscriber")), text("device", json.path("device")),
                text("program", json.path("program")), past, json.path("at_ms").asLong());
    }

    private static ObjectNode json(Protection protection) {
        ObjectNode json = NODES.objectNode()
                .put("file", protection.file())
                .put("cipher", protection.cipher())
                .put("key", protection.key())
                .put("chunk", protection.chunk())
                .put("bytes", protection.bytes())
                .put("sha256", protection.sha256());
        ArrayNode pieces = json.putArray("pieces");
        protection.pieces().forEach(piece -> pieces.addObject()
                .put("from", lower(piece.from()))
                .put("name", piece.name())
                .put("offset", piece.offset())
                .put("length", piece.length()));
        return json;
    }

    /** How a file is protected. */
    public static Protection protection(JsonNode json) {
        List<Protection.Piece> pieces = new ArrayList<>();
        json.path("pieces").forEach(piece -> pieces.add(new Protection.Piece(
                value(Protection.From.class, "from", piece.path("from")), text("name", piece.path("name")),
                number("offset", piece.path("offset")), number("length", piece.path("length")))));
        return new Protection(text("file", json.path("file")), pieces, text("cipher", json.path("cipher")),
                text("key", json.path("key")), (int) Math.min(Integer.MAX_VALUE, number("chunk", json.path("chunk"))),
                number("bytes", json.path("bytes")), text("sha256", json.path("sha256")).toLowerCase(Locale.ROOT));
    }

    /** Bytes in base64. */
    public static ByteString data(JsonNode json) {
        try {
            return ByteString.copyFrom(Base64.getDecoder().decode(json.asText("")));
        } catch (IllegalArgumentException e) {
            throw new MetadataRefusal(400, "the data are not in base64", "base64 -w0 FILE writes them");
        }
    }

    private static ArrayNode texts(List<String> values) {
        ArrayNode array = NODES.arrayNode();
        values.forEach(array::add);
        return array;
    }

    private static List<String> texts(String field, JsonNode json) {
        if (!json.isArray() && !json.isMissingNode() && !json.isNull()) {
            throw new MetadataRefusal(400, field + " is a list of texts", "as [\"one\", \"two\"]");
        }
        List<String> texts = new ArrayList<>();
        json.forEach(one -> texts.add(text(field, one)));
        return texts;
    }

    private static String text(String field, JsonNode json) {
        if (!json.isTextual() && !json.isMissingNode() && !json.isNull()) {
            throw new MetadataRefusal(400, field + " is a text", "put it in \"\"");
        }
        return json.isTextual() ? json.asText() : "";
    }

    private static long number(String field, JsonNode json) {
        if (!json.isMissingNode() && !json.isNull() && !json.canConvertToLong()) {
            throw new MetadataRefusal(400, field + " is a whole number", "");
        }
        return json.asLong(0);
    }

    private static <T extends Enum<T>> T value(Class<T> type, String field, JsonNode json) {
        for (T one : type.getEnumConstants()) {
            if (lower(one).equals(json.asText())) {
                return one;
            }
        }
        throw new MetadataRefusal(400, field + " is no such word", "one of " + List.of(type.getEnumConstants())
                .toString().toLowerCase(Locale.ROOT));
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
