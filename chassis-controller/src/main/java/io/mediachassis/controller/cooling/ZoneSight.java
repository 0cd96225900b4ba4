package io.mediachassis.controller.cooling;

/**
 * What is seen of a zone at one instant; immutable.
 *
 * @param hottest board sensor that is believed, degrees; not a number: there is none
 * @param standing the hottest of its boards' sensors; of one that is not believed any more as it last was
 * @param watts what its hungriest board draws, measured, else as its CBC says that it can; 0: none has power
 * @param zoneWatts what all its boards draw
 * @param inlet the air that comes in, degrees; not a number: unknown
 * @param lost sensors that are not believed
 * @param blind boards have power, and no sensor of any of them is believed
 * @param why about the first sensor that is lost, a sentence's part; empty: none is
 * @param fans how many there should be
 * @param working and how many turn as they should
 * @param trayLevel the level of its trays as they say, percent; negative: none has said it yet
 * @param heard whether all of its devices have answered, or have been asked in vain
 */
public record ZoneSight(
        double hottest,
        Standing standing,
        double watts,
        double zoneWatts,
        double inlet,
        int lost,
        boolean blind,
        String why,
        int fans,
        int working,
        int trayLevel,
        boolean heard) {}
