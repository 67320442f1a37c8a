@echo off
rem Run the application on Windows: needs Python 3.11 or later from python.org (the "py" launcher).
setlocal
chcp 65001 >nul
set "HERE=%~dp0"
if not exist "%HERE%.venv\Scripts\python.exe" (
    py -3 -m venv "%HERE%.venv" || goto :nopython
)
fc /b "%HERE%requirements.lock" "%HERE%.venv\requirements.lock.stamp" >nul 2>nul || (
    "%HERE%.venv\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --require-hashes -r "%HERE%requirements.lock" || exit /b 1
    copy /y "%HERE%requirements.lock" "%HERE%.venv\requirements.lock.stamp" >nul
)
"%HERE%.venv\Scripts\python.exe" "%HERE%main.py" %*
exit /b %ERRORLEVEL%
:nopython
echo Can cai Python 3.11 tro len tu python.org roi chay lai.
exit /b 1
