package io.mediachassis.blade.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.LoadReport;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusReportsTest {
    private static final Path FOLDER = Path.of("data");
    private static final LoadReport FULL = LoadReport.newBuilder().setDiskTotalBytes(1000).build();

    @Test
    void volumesAreFullOnceNothingOnThemCanGo() {
        assertTrue(StatusReports.full(FULL, false, FOLDER).orElseThrow().contains("nothing on them can go"));
        assertEquals(Optional.empty(),
                StatusReports.full(FULL.toBuilder().setDiskLeavableBytes(1).build(), false, FOLDER), "by leave of the head-end");
        assertEquals(Optional.empty(), StatusReports.full(FULL.toBuilder().setDiskEvictableBytes(1).build(), false, FOLDER));
        assertEquals(Optional.empty(), StatusReports.full(FULL.toBuilder().setDiskFreeBytes(1).build(), true, FOLDER));
        assertTrue(StatusReports.full(FULL.toBuilder().setDiskLeavableBytes(1).build(), true, FOLDER)
                .orElseThrow().contains("full up to its reserve"), "the home drops nothing");
        assertEquals(Optional.empty(), StatusReports.full(LoadReport.getDefaultInstance(), false, FOLDER), "not known yet");
    }
}
