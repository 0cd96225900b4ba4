-- Stations, and what each holds of every program. Ranges of segments stand as text: 0-4,7. Leases are in the
-- controller's memory: who is there is known again within one renewal.
create table station (
  name text not null primary key,
  epoch integer not null,
  election integer not null,
  sequence integer not null,
  standing text not null,
  through text not null,
  mended integer not null,
  mended_total integer not null,
  pictures integer not null
) without rowid;

create table holding (
  program text not null,
  station text not null,
  manifest text not null,
  total integer not null,
  held text not null,
  leaving text not null,
  primary key (program, station)
) without rowid;

create index holding_of_station on holding (station, program);
