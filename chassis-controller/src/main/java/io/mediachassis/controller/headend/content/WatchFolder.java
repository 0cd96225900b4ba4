package io.mediachassis.controller.headend.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediachassis.backplane.proto.ContentRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of which each file becomes a content. A file counts once nobody has written to it for a while; what is said of
 * {@code film.ts} stands in {@code film.ts.json} (the fields of {@code POST /v1/content}). Files that begin with a dot or end
 * with {@code .part} or {@code .json} are none. Blocks; one thread.
 */
final class WatchFolder {
    private static final int MOST = 1000;
    private static final int MAX_TITLE = 200;
    private static final int MAX_JSON = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Duration settle;
    private Map<Path, Seen> seen = new HashMap<>();

    /** A file and what is said of it, unchanged since then. */
    private record Seen(long bytes, Instant changed, long saidMs, Instant since) {
        boolean isSame(Seen other) {
            return bytes == other.bytes && changed.equals(other.changed) && saidMs == other.saidMs;
        }
    }

    /**
     * A file that nobody writes to any more.
     *
     * @param key of the file as it is now: another one of the same name has another
     * @param saidKey the same with what is said of it, as that is now
     * @param problem what is wrong with what is said of it; empty: nothing
     */
    record Found(ContentRow wish, String key, String saidKey, String problem) {}

    /** @param settle a file counts once nobody has written to it for so long */
    WatchFolder(Path folder, Duration settle) {
        this.folder = folder;
        this.settle = settle;
    }

    /** Those that have settled; each time again, as long as they are there. */
    List<Found> look(Instant now) throws IOException {
        Map<Path, Seen> next = new HashMap<>();
        List<Found> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(WatchFolder::isMedia).sorted().limit(MOST).toList()) {
                Seen is = seen(file, now);
                if (is == null) {
                    continue;
                }
                next.put(file, is);
                if (is.bytes() > 0 && !now.isBefore(is.since().plus(settle))) {
                    found.add(found(file, is));
                }
            }
        }
        seen = next;
        return found;
    }

    private static boolean isMedia(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && !name.endsWith(".part") && !name.endsWith(".json") && Files.isRegularFile(file);
    }

    private @Nullable Seen seen(Path file, Instant now) {
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            Seen before = seen.get(file);
            long said = file.resolveSibling(file.getFileName() + ".json").toFile().lastModified();
            Seen seenNow = new Seen(is.size(), is.lastModifiedTime().toInstant(), said, now);
            return before != null && before.isSame(seenNow) ? before : seenNow;
        } catch (IOException e) {
            // It went away between the list and this look.
            return null;
        }
    }

    private static String title(String name) {
        String title = name.replaceFirst("\\.[^.]+$", "").replaceAll("\\p{Cntrl}", " ").strip();
        return title.isEmpty() ? "untitled" : title.substring(0, Math.min(MAX_TITLE, title.length()));
    }

    private static Found found(Path file, Seen is) {
        String name = String.valueOf(file.getFileName());
        Path said = file.resolveSibling(name + ".json");
        String problem = "";
        String key = name + "/" + is.bytes() + "/" + is.changed().toEpochMilli();
        String saidKey = key + "/" + said.toFile().lastModified();
        ContentRow.Builder wish = ContentRow.newBuilder()
                .setTitle(title(name))
                .setSource(file.toUri().toString())
                .setPublishEpochMs(ContentCourse.WHEN_READY)
                .setFound(key);
        if (Files.exists(said)) {
            try {
                if (Files.size(said) > MAX_JSON) {
                    throw new ContentRefusal(400, "it has more than " + MAX_JSON + " bytes", "shorten it");
                }
                JsonNode fields = JSON.readTree(Files.readString(said));
                ContentFields.into(wish, fields);
            } catch (JsonProcessingException e) {
                problem = said + " is no JSON: " + e.getOriginalMessage();
            } catch (ContentRefusal | IOException e) {
                problem = said + ": " + e.getMessage();
            }
        }
        return new Found(wish.build(), key, saidKey, problem);
    }
}
