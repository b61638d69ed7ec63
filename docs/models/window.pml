/*
 * The rollback window as a model: two deployments of one service after each other, two alarms, notifications that get lost,
 * come twice and in any order, functions that die at any step, and a clock that ends the window.
 *
 * It has the steps of lib/steps and lib/stores as they touch the table: each `atomic` is one conditional write of
 * lib/stores/window-store.ts or one effect outside, and everything between two of them may happen in any order.
 * README.md says what is proven, how to run it, and what it leaves out.
 *
 * A name that begins with BUG_ plants a defect (spin -DBUG_...): each must be found.
 */

/* The sizes; the runs of README.md set them */
#ifndef ALARMS
#define ALARMS   2
#endif
#ifndef HANDLERS
#define HANDLERS 2   /* how many deliveries are worked on at once */
#endif
#ifndef CRASHES
#define CRASHES  1   /* how many functions may die in one history */
#endif
#define NOBODY   9   /* a red alarm that belongs to no window: it turned red before, or after */

mtype = { NONE, TRIGGER, END, SUPERSEDED, VERIFY, HEALTHY, ROLLED_BACK };

/* ---- the table: one row a window */
bool opened[2];
bool trigger[2];
bool ended[2];
bool superseded[2];
bool closed[2];
mtype result[2] = NONE;
bool begun[2];               /* that the verification was begun: once, whatever becomes of it */
bool failed[2];              /* that it saw a check fail */
byte stored[2];              /* the token that Watch stored; 0: none */
byte current;                /* which window is the current one */

/* ---- Step Functions: the token that an execution waits for, and what completed it */
byte waits[2];
mtype completed[2] = NONE;

/* ---- the world */
bool timeUp[2];              /* nothing that happens from now on is within this window */
byte redIn[2] = NOBODY;    /* the window within which an alarm turned red; it stays red */
bool bad[2];                 /* whether the deployment still serves */
byte effects[2];             /* how often production was changed back */
byte crashes;

/* CloudWatch's topic: any order; each alarm may send none, one or two */
chan topic = [ALARMS * 2] of { byte };

#define isOver(w) (ended[w] || superseded[w] || closed[w])

/* A function dies here; `to` is where what called it goes on */
#define mayCrash(to) if :: crashes < CRASHES -> crashes++; goto to :: true fi

/* SendTaskSuccess: a token that has ended is closed, and nothing happens */
inline complete(w, token, what) {
  atomic {
    if
    :: token != 0 && waits[w] == token && completed[w] == NONE -> completed[w] = what
    :: else
    fi
  }
}

/* store.recordTrigger: the one conditional write */
inline recordTrigger(w) {
  atomic {
    if
#ifdef BUG_TRIGGER_WITHOUT_CONDITION
    :: true -> trigger[w] = true
#else
    :: !trigger[w] && !isOver(w) -> trigger[w] = true
    :: else
#endif
    fi
  }
}

/* lib/steps/record-alarm.ts: one delivery after another; it may die between the write and the token */
#if HANDLERS
active [HANDLERS] proctype OnAlarm() {
  byte window, token;
end:
  do
  :: topic ?? window ->
     if
     :: window == NOBODY || window != current
     :: else ->
        mayCrash(end);
        recordTrigger(window);
        mayCrash(end);
        if
        :: trigger[window] -> token = stored[window]; mayCrash(end); complete(window, token, TRIGGER)
        :: else
        fi
     fi;
     window = 0; token = 0
  od
}
#endif

/* An alarm turns red once, or never */
active [ALARMS] proctype Alarm() {
  byte me = _pid - HANDLERS;           /* the processes are numbered in the order in which they stand here */
  if
  :: true                                            /* stays well */
  :: atomic {
       if
       :: opened[current] && !timeUp[current] && !isOver(current) -> redIn[me] = current
       :: else -> redIn[me] = NOBODY
       fi
     };
     if
     :: true                                         /* the notification is lost */
     :: topic ! redIn[me]
     :: topic ! redIn[me]; topic ! redIn[me]         /* it comes twice */
     fi
  fi
}

#ifdef PERSON
/* preflight window trigger: once, at any moment */
active proctype Person() {
  byte window, token;
  window = current;
  if
  :: opened[window] ->
     recordTrigger(window);
     if
     :: trigger[window] -> token = stored[window]; complete(window, token, TRIGGER)
     :: else
     fi
  :: true                                            /* nobody says anything */
  fi
}
#endif

/* Each window's time ends at some moment */
proctype Clock(byte w) {
  timeUp[w] = true
}

/* lib/steps/watch-window.ts in the loop of the state machine, then the rollback */
proctype Execution(byte w) {
  byte token = 0;
  bool late, red, before;

watch:
  atomic { token = 1 + (token % 2); waits[w] = token; completed[w] = NONE; late = false; red = false; before = false };
  mayCrash(wait);
  stored[w] = token;
  mayCrash(wait);
  before = trigger[w];
  if
  :: superseded[w] -> mayCrash(wait); complete(w, token, SUPERSEDED); goto wait
  :: else
  fi;
  if
  :: before -> mayCrash(wait); complete(w, token, TRIGGER); goto wait
  :: else
  fi;
#ifdef BUG_TIME_AFTER_LOOK
  red = (redIn[0] == w || redIn[1] == w);
  late = timeUp[w];
#else
  late = timeUp[w];                                  /* `now` is taken first, the alarms are looked at after it */
  mayCrash(wait);
#ifdef BUG_NO_LAST_LOOK
  red = (!late && (redIn[0] == w || redIn[1] == w));
#else
  red = (redIn[0] == w || redIn[1] == w);
#endif
#endif
#ifdef VERIFY_ONCE
  red = red || failed[w];                            /* what a verification wrote down counts as a red alarm does */
#endif
  mayCrash(wait);
#ifdef VERIFY_ONCE
#ifdef BUG_END_WITHOUT_VERIFICATION
  if
  :: !red && !late && !begun[w] -> begun[w] = true; mayCrash(wait); complete(w, token, VERIFY); goto wait
  :: else
  fi;
#else
  /* It is due at any moment of the window, and the window does not end before it. First written down, then begun. */
  if
  :: !red && !begun[w] && late -> begun[w] = true; mayCrash(wait); complete(w, token, VERIFY); goto wait
  :: !red && !begun[w] && !late -> begun[w] = true; mayCrash(wait); complete(w, token, VERIFY); goto wait
  :: !red && !begun[w] && !late -> goto wait          /* not due yet */
  :: red || begun[w]
  fi;
#endif
#endif
  if
  :: red ->
     recordTrigger(w);
     mayCrash(wait);
     if
     :: trigger[w] -> complete(w, token, TRIGGER)
     :: else                                         /* superseded meanwhile: the next look sees it */
     fi
  :: !red && late ->
     atomic {                                        /* store.end */
       if
#ifdef BUG_END_WITHOUT_CONDITION
       :: true -> ended[w] = true; late = true
#else
       :: !trigger[w] && !superseded[w] -> ended[w] = true
       :: else -> late = false                       /* somebody was quicker: the next look sees it */
#endif
       fi
     };
     mayCrash(wait);
     if
     :: late -> complete(w, token, END)
     :: else
     fi
  :: else
  fi;

wait:
  /* a minute at most; a token that was completed is not timed out any more */
  atomic {
    if
    :: completed[w] == NONE -> waits[w] = 0
    :: else
    fi
  };
  if
  :: completed[w] == TRIGGER -> goto rollBack
  :: completed[w] == END -> goto close
  :: completed[w] == SUPERSEDED -> goto close
#ifdef VERIFY_ONCE
  :: completed[w] == VERIFY -> goto verify
#endif
  :: else -> goto watch
  fi;

#ifdef VERIFY_ONCE
verify:
  /* lib/steps/verify-deployment.ts: nobody waits for a token meanwhile; it stops where there is something else to do */
  mayCrash(watch);
  if
  :: trigger[w] || isOver(w)
  :: !trigger[w] && !isOver(w) -> if :: failed[w] = true :: true fi
  fi;
  goto watch;
#endif

rollBack:
  /* lib/steps/roll-back.ts, which Step Functions calls again where it died */
  assert(trigger[w]);                                /* no rollback without a trigger */
  assert(!superseded[w]);                            /* none of a window that another one took over */
  assert(!ended[w]);                                 /* none after the end */
  atomic {
    if
#ifdef BUG_ROLLBACK_NOT_IDEMPOTENT
    :: true -> effects[w]++; bad[w] = false
#else
    :: bad[w] -> effects[w]++; bad[w] = false
    :: else                                          /* it serves no more: there is nothing to do */
#endif
    fi
  };
  assert(effects[w] <= 1);                           /* at most one rollback a deployment */
  mayCrash(rollBack);

close:
  atomic {
    result[w] = (superseded[w] -> SUPERSEDED : (trigger[w] -> ROLLED_BACK : HEALTHY));
    /* healthy means: no alarm turned red within the window */
    assert(result[w] != HEALTHY || (redIn[0] != w && redIn[1] != w));
    /* rolled back means: production was changed back */
    assert(result[w] != ROLLED_BACK || effects[w] == 1);
    /* nor did a check fail in front of its users */
    assert(result[w] != HEALTHY || !failed[w]);
#ifdef VERIFY_ONCE
    assert(result[w] != HEALTHY || begun[w]);
#endif
    closed[w] = true;
    waits[w] = 0; stored[w] = 0; completed[w] = NONE; token = 0 /* nobody reads these any more: fewer states */
  }
}

/* lib/steps/open-window.ts: the second deployment of the same service, at any moment, or never */
active proctype Pipeline() {
  byte token;
  atomic { opened[0] = true; bad[0] = true; current = 0; run Execution(0); run Clock(0) };
#ifndef ONE_DEPLOYMENT
  if
  :: true                                            /* there is no second deployment */
  :: atomic {
       /* store.open: one transaction; while a rollback goes on it is refused */
       if
#ifdef BUG_SUPERSEDE_WITHOUT_CONDITION
       :: true -> superseded[0] = !closed[0] && !ended[0]; opened[1] = true
#else
       :: trigger[0] && !closed[0]
       :: !trigger[0] && !ended[0] && !closed[0] -> superseded[0] = true; opened[1] = true
       :: (ended[0] || closed[0]) && !(trigger[0] && !closed[0]) -> opened[1] = true
#endif
       fi;
       if
       :: opened[1] -> bad[1] = true; current = 1; run Execution(1); run Clock(1)
       :: else
       fi
     };
     if
     :: superseded[0] -> token = stored[0]; complete(0, token, SUPERSEDED)
     :: else
     fi
  fi
#endif
}

/* Each window ends, and says how: the execution never waits for good. */
ltl everyWindowCloses { [] (opened[0] -> <> closed[0]) && [] (opened[1] -> <> closed[1]) }

/*
 * An alarm that turns red within a window rolls back, whatever is lost, unless another deployment takes over before; and so
 * does a trigger that was recorded, whoever recorded it.
 */
ltl neverNone {
  [] (trigger[0] -> <> (effects[0] == 1)) && [] (trigger[1] -> <> (effects[1] == 1)) &&
  [] ((redIn[0] == 0 || redIn[1] == 0) -> <> (effects[0] == 1 || superseded[0])) &&
  [] ((redIn[0] == 1 || redIn[1] == 1) -> <> (effects[1] == 1 || superseded[1])) &&
  [] (failed[0] -> <> (effects[0] == 1 || superseded[0]))
}
