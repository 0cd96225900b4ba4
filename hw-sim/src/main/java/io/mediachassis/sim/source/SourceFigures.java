package io.mediachassis.sim.source;

/**
 * How one way of choosing did.
 *
 * @param policy its name
 * @param requests of consoles
 * @param copies that were begun since the station lacked the program
 * @param refused requests whose console gave up, since all sources were busy for a minute
 * @param partsBytes that went from one part of the world to another
 * @param regionsBytes that went from one region to another, those included
 * @param firstP50 seconds from a request for what the station lacks to its first picture; refused ones count as a minute
 * @param slow share of copies that came more slowly than they are played
 * @param fromHome share of copies that the home station gave
 * @param homePeak share of the home station's line in use, by its streams too, in its busiest minute
 * @param busiestPeak the same of the busiest other station, counting only what copies take
 * @param busiestCopies that one other station gave at once, at most
 * @param copyMinutes mean duration of a copy
 * @param lookUps that the registry answered per second in the busiest hour
 * @param sources that it named in an answer, on average
 */
public record SourceFigures(
        String policy, long requests, long copies, long refused, double partsBytes, double regionsBytes, double firstP50,
        double firstP95, double firstP99, double slow, double fromHome, double homePeak, double busiestPeak,
        int busiestCopies, double copyMinutes, double lookUps, double sources) {}
