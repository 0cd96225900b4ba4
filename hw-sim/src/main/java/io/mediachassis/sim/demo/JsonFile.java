package io.mediachassis.sim.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that JSON is written to, wherever the one who named it wants it: a reader of a plain file sees all of it or what
 * was there before; a device, a pipe or a descriptor ({@code /dev/stdout}) is written to and never replaced; a link stays
 * a link. One thread at a time.
 */
public final class JsonFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Pattern DESCRIPTORS = Pattern.compile("/proc/\\d+/fd");
    /** As many links as the kernel follows (path_resolution(7)). */
    private static final int MAX_LINKS = 40;
    private static final OpenOption[] IN_PLACE = {StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING};

    private final Path named;
    private final PrintStream out;

    public JsonFile(Path file) {
        this(file, System.out);
    }

    /** @param out what descriptor 1 is */
    JsonFile(Path file, PrintStream out) {
        this.named = file;
        this.out = out;
    }

    /**
     * Fails now with what would fail later, before hours are spent on what is to be written.
     *
     * @throws IOException whose message names the file, and why it can't be written
     */
    public void requireWritable() throws IOException {
        if (descriptor().isPresent()) {
            return;
        }
        Path target = target();
        if (Files.isDirectory(target)) {
            throw new IOException(named + " is a folder, not a file");
        }
        if (Files.exists(target)) {
            if (!Files.isWritable(target)) {
                throw new IOException(named + " can't be written by this user");
            }
        } else if (!Files.isDirectory(folder(target))) {
            throw new IOException(named + " can't be written: there is no folder " + folder(target));
        } else if (!Files.isWritable(folder(target))) {
            throw new IOException(named + " can't be written: this user may not write to " + folder(target));
        }
    }

    /** Writes it, in place of what was written before. */
    public void write(JsonNode json) throws IOException {
        byte[] bytes = (JSON.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
        OptionalInt descriptor = descriptor();
        if (descriptor.isPresent()) {
            toDescriptor(descriptor.getAsInt(), bytes);
            return;
        }
        Path target = target();
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            // A device or a pipe: not made, not cut, only written to.
            try (OutputStream to = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
                to.write(bytes);
            }
        } else if (Files.exists(target) && !Files.isWritable(folder(target))) {
            Files.write(target, bytes, IN_PLACE);
        } else {
            Path part = target.resolveSibling(target.getFileName() + ".part");
            Files.write(part, bytes);
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void toDescriptor(int number, byte[] bytes) throws IOException {
        if (number <= 2) {
            // Through what is printed already: a file opened anew would be written from its beginning.
            PrintStream to = number == 2 ? System.err : out;
            to.write(bytes);
            to.flush();
            return;
        }
        try (OutputStream to = Files.newOutputStream(
                Path.of("/proc/self/fd/" + number), StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            to.write(bytes);
        }
    }

    /** The number, where the name leads to an open descriptor of this process. */
    private OptionalInt descriptor() throws IOException {
        Path at = named.toAbsolutePath();
        for (int links = 0; links < MAX_LINKS; links++) {
            Path folder = folder(at);
            if (!Files.isDirectory(folder)) {
                return OptionalInt.empty();
            }
            Matcher descriptors = DESCRIPTORS.matcher(folder.toRealPath().toString());
            String name = String.valueOf(at.getFileName());
            if (descriptors.matches() && name.matches("\\d{1,9}")) {
                return OptionalInt.of(Integer.parseInt(name));
            }
            if (!Files.isSymbolicLink(at)) {
                return OptionalInt.empty();
            }
            at = folder.resolve(Files.readSymbolicLink(at));
        }
        throw new FileSystemLoopException(named.toString());
    }

    /** Where links lead to, whether that is there or not. */
    private Path target() throws IOException {
        Path at = named.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(at); links++) {
            if (links == MAX_LINKS) {
                throw new FileSystemLoopException(named.toString());
            }
            at = folder(at).resolve(Files.readSymbolicLink(at));
        }
        return at;
    }

    private static Path folder(Path file) {
        Path folder = file.getParent();
        return folder == null ? file : folder;
    }
}
