package io.mediachassis.blade.registry;

import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Cuts the full picture of a station into pages, each of which says all of the programs between two ids. Pure. */
final class PicturePages {
    private PicturePages() {}

    /** At least one, which says that there is nothing. */
    static List<Page> of(List<StationHolding> everything, int programsOnAPage) {
        List<StationHolding> byId = everything.stream()
                .filter(holding -> !holding.segments().isEmpty())
                .sorted(Comparator.comparing(StationHolding::program))
                .toList();
        List<Page> pages = new ArrayList<>();
        String after = "";
        int at = 0;
        while (byId.size() - at > programsOnAPage) {
            List<StationHolding> some = byId.subList(at, at + programsOnAPage);
            String through = some.get(some.size() - 1).program();
            pages.add(new Page(after, through, some));
            after = through;
            at += some.size();
        }
        pages.add(new Page(after, "", byId.subList(at, byId.size())));
        return pages;
    }
}
