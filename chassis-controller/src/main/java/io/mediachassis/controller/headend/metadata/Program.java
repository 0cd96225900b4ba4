package io.mediachassis.controller.headend.metadata;

import java.util.List;

/** An ordered list of media files; each stands in it once. */
public record Program(String id, String title, List<String> files) implements Entry {
    public Program {
        files = List.copyOf(files);
    }
}
