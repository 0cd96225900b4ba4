package io.mediachassis.controller.headend.registry.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.registry.ReportReply.Mended;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.headend.registry.RegistryCheck.Station;
import io.mediachassis.controller.headend.registry.StationRow;
import io.mediachassis.controller.headend.registry.StationRow.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of the registry becomes events. */
class RegistryNewsTest {
    private static final long SECOND = 1_000_000_000L;

    private static StationRow row(long pictures) {
        return new StationRow("north", new Term(1, 1), 1, Standing.WHOLE, "", 0, 0, pictures);
    }

    private static List<String> kinds(List<NewEvent> events) {
        return events.stream().map(NewEvent::kind).toList();
    }

    @Test
    void aStationThatFallsSilentAndComesBack_isToldOnceEach() {
        StationWatch watch = new StationWatch(Duration.ofSeconds(10), 0);
        List<Station> silent = List.of(new Station(row(1), true, false));
        List<Station> heard = List.of(new Station(row(1), false, false));
        assertEquals(List.of(), watch.look(silent, 9 * SECOND), "it may not know yet that this one serves");
        assertEquals(List.of("registry.station.silent"), kinds(watch.look(silent, 10 * SECOND)));
        assertEquals(List.of(), watch.look(silent, 12 * SECOND));
        assertEquals(List.of("registry.station.back"), kinds(watch.look(heard, 14 * SECOND)));
        assertEquals(List.of(), watch.look(heard, 16 * SECOND));
    }

    @Test
    void aStoreIsToldWhenItFailsAndWhenItIsBack() {
        StoreWatch watch = new StoreWatch();
        assertEquals(Optional.empty(), watch.works("SQLite"));
        assertEquals("registry.store.failed", watch.fails("it is gone").orElseThrow().kind());
        assertEquals(Optional.empty(), watch.fails("it is gone"));
        assertEquals("registry.store.back", watch.works("SQLite").orElseThrow().kind());
        assertEquals(Optional.empty(), watch.works("SQLite"));
    }

    private static List<Mended> mended(int added, int removed) {
        return List.of(new Mended("film", SegmentRanges.upTo(added), SegmentRanges.upTo(removed)));
    }

    @Test
    void driftIsToldOnceAPicture_withWhatAllItsPagesMended() {
        DriftNews news = new DriftNews(true);
        news.begins("north", Optional.of(row(1)));
        assertEquals(Optional.empty(), news.covered("north", mended(3, 0), false, 0));
        String text = news.covered("north", mended(2, 1), true, 0).orElseThrow().text();
        assertTrue(text.contains("5 segments") && text.contains("1 that are not"), text);
        news.begins("north", Optional.of(row(2)));
        assertEquals(Optional.empty(), news.covered("north", List.of(), true, 0));
    }

    private static Optional<NewEvent> pictured(DriftNews news, String station, long nowNs) {
        news.begins(station, Optional.of(row(1)));
        return news.covered(station, mended(3, 1), true, nowNs);
    }

    @Test
    void aStationWhoseEveryPictureDiffers_isToldOnceAMinute_withTheSum() {
        DriftNews news = new DriftNews(true);
        assertTrue(pictured(news, "north", 0).isPresent());
        assertEquals(Optional.empty(), pictured(news, "north", 1 * SECOND));
        assertEquals(Optional.empty(), pictured(news, "north", 59 * SECOND));
        assertTrue(pictured(news, "south", 59 * SECOND).isPresent(), "another's floods are not its own");
        assertEquals(List.of(), news.due(60 * SECOND - 1));
        String text = news.due(60 * SECOND).get(0).text();
        assertTrue(text.contains("6 segments") && text.contains("2 that are not"), text);
        assertEquals(List.of(), news.due(200 * SECOND));
    }

    @Test
    void whatAFirstPictureBringsIsNoDrift() {
        DriftNews news = new DriftNews(true);
        news.begins("north", Optional.of(row(0)));
        assertEquals(Optional.empty(), news.covered("north", mended(3, 0), true, 0));
        DriftNews ofAReign = new DriftNews(false);
        ofAReign.begins("north", Optional.of(row(4)));
        assertEquals(Optional.empty(), ofAReign.covered("north", mended(3, 0), true, 0), "another controller served meanwhile");
        ofAReign.begins("north", Optional.of(row(5)));
        assertEquals("registry.drift.mended", ofAReign.covered("north", mended(3, 0), true, 0).orElseThrow().kind());
    }
}
