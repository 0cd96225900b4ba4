package io.mediachassis.controller.headend.content;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where contents may come from, and how many at a time.
 *
 * @param folders of the controller's own, absolute
 * @param watch files that are put there become contents; empty: none is watched
 * @param settle a file of the watch folder counts once nobody has written to it for so long
 * @param transfers at a time
 * @param copies of each segment before a content is ready, where it says nothing else
 * @param ffmpeg the program that records live streams
 * @param stations to which it goes before anybody asks, where it says nothing else; "*": all
 */
public record ContentSettings(
        List<Path> folders, Optional<Path> watch, Duration settle, int transfers, int copies, String ffmpeg,
        List<String> stations) {
    public ContentSettings {
        folders = List.copyOf(folders);
        stations = List.copyOf(stations);
    }
}
