package io.mediachassis.controller.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.backplane.proto.StationRow;
import io.mediachassis.controller.ca.CertificateAuthority;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StationDirectoryKeeperTest {
    @Test
    void stationsAreToldWithTheNetsThatAreConfigured(@TempDir Path folder) throws Exception {
        X509Certificate authority = CertificateAuthority.create(folder, "MC-N", new SystemClock())
                .issueOwn(new PeerName("MC-N", Party.CONTROLLER, 1, "C1")).ca();
        List<StationRow> told = new ArrayList<>();
        StationDirectoryKeeper keeper = new StationDirectoryKeeper(
                "home", station -> station.equals("south") ? List.of("10.2.0.0/16") : List.of(),
                word -> told.addAll(word.getStationDirectory().getStationsList()), () -> true);
        keeper.beginReign(3);
        keeper.look(Map.of("home", authority, "south", authority), station -> StationDirectoryKeeper.Told.NOTHING);
        assertEquals(List.of("home", "south"), told.stream().map(StationRow::getName).toList());
        assertEquals(List.of(), told.get(0).getSourceNetsList());
        assertEquals(List.of("10.2.0.0/16"), told.get(1).getSourceNetsList());
    }
}
