package io.mediachassis.controller.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Where the controllers of a unit are, from the places that may say so. */
public final class UnitAddresses {
    /** The first simulated unit on this machine. */
    public static final List<URI> SIMULATED =
            List.of(URI.create("http://127.0.1.101:8081"), URI.create("http://127.0.1.102:8081"));

    private UnitAddresses() {}

    /** Addresses separated by commas or blanks; {@code http://} may be left out. */
    public static List<URI> parse(String text) throws ChassisException {
        List<URI> uris = new ArrayList<>();
        for (StringTokenizer parts = new StringTokenizer(text, ", \t\r\n"); parts.hasMoreTokens(); ) {
            String part = parts.nextToken();
            try {
                URI uri = URI.create(part.contains("://") ? part : "http://" + part);
                if (uri.getHost() == null) {
                    throw new IllegalArgumentException("no host in it");
                }
                uris.add(uri);
            } catch (IllegalArgumentException e) {
                throw new ChassisException(
                        part + " is not the address of a controller: " + e.getMessage(),
                        "give it as http://127.0.1.101:8081",
                        0);
            }
        }
        return uris;
    }

    /** What {@code unit.json} in the data folder of a simulated unit says. */
    public static List<URI> ofUnit(Path folder) throws ChassisException {
        Path file = folder.resolve("unit.json");
        List<URI> uris = new ArrayList<>();
        try {
            for (JsonNode controller : new ObjectMapper().readTree(file.toFile()).path("controllers")) {
                uris.addAll(parse(controller.path("api").asText()));
            }
        } catch (IOException e) {
            throw new ChassisException(
                    "can't read " + file + ": " + e.getMessage(), "give the data folder of a unit that is up", 0);
        }
        if (uris.isEmpty()) {
            throw new ChassisException(file + " names no controller", "is the unit up yet?", 0);
        }
        return uris;
    }

    /** One address a line, {@code #} before a comment. */
    public static List<URI> ofFile(Path file) throws ChassisException {
        try {
            StringBuilder text = new StringBuilder();
            for (String line : Files.readAllLines(file)) {
                text.append(line.replaceFirst("#.*", "")).append(' ');
            }
            return parse(text.toString());
        } catch (IOException e) {
            throw new ChassisException("can't read " + file + ": " + e.getMessage(), "check its permissions", 0);
        }
    }
}
